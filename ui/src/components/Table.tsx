// A table that works by keyboard: j k move, Space selects, Enter opens, Shift extends. Past 200
// rows only those in sight are in the document.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon";

export interface Column<Row> {
  id: string;
  head: ComponentChildren;
  cell: (row: Row) => ComponentChildren;
  num?: boolean;
  /** The name to sort by, where the server can. */
  sort?: string;
  className?: string;
}

export interface TableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  selected?: ReadonlySet<string>;
  onSelect?: (keys: Set<string>) => void;
  /** Called when the row with the cursor changes: an inspector follows it. */
  onCursor?: (row: Row) => void;
  onOpen?: (row: Row) => void;
  /** Key of the row that an inspector shows: the cursor follows it, and it is marked as the current one. */
  current?: string | null;
  /** "name" ascending, "-name" descending. */
  sort?: string;
  onSort?: (sort: string) => void;
  /** How many match in all, for the ear; the rows here may be a part. */
  total?: number;
  /** Called when the last row comes into sight. */
  onEnd?: () => void;
  rowHeight?: number;
  plain?: boolean;
}

const WINDOW_FROM = 200;
const SPARE_ROWS = 12;
/** So many rows before the last the next page is asked for. */
const END_ROWS = 40;

export function Table<Row>(props: TableProps<Row>): JSX.Element {
  const { columns, rows, keyOf, selected, rowHeight = 32 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState(0);
  const [anchor, setAnchor] = useState<number | null>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const shown = props.current == null ? -1 : rows.findIndex((row) => keyOf(row) === props.current);
  const here = shown >= 0 ? shown : Math.min(cursor, Math.max(rows.length - 1, 0));
  const windowed = rows.length > WINDOW_FROM;
  const first = windowed ? Math.max(Math.floor(view.top / rowHeight) - SPARE_ROWS, 0) : 0;
  const last = windowed ? Math.min(Math.ceil((view.top + view.height) / rowHeight) + SPARE_ROWS, rows.length) : rows.length;

  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const look = (): void => {
      setView({ top: box.scrollTop, height: box.clientHeight });
      if (box.scrollTop + box.clientHeight > box.scrollHeight - END_ROWS * rowHeight) props.onEnd?.();
    };
    box.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(box);
    return () => {
      box.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, [props.onEnd, rowHeight]);

  function goTo(index: number, extend: boolean): void {
    const next = Math.min(Math.max(index, 0), rows.length - 1);
    const row = rows[next];
    if (row === undefined) return;
    setCursor(next);
    props.onCursor?.(row);
    if (extend && props.onSelect) {
      const from = anchor ?? here;
      setAnchor(from);
      props.onSelect(new Set(rows.slice(Math.min(from, next), Math.max(from, next) + 1).map(keyOf)));
    } else setAnchor(null);
    const box = scroller.current;
    if (windowed && box !== null) {
      const top = next * rowHeight;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + 2 * rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + 2 * rowHeight - box.clientHeight;
    }
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  }

  function toggle(row: Row): void {
    if (!props.onSelect) return;
    const next = new Set(selected);
    const key = keyOf(row);
    if (!next.delete(key)) next.add(key);
    props.onSelect(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.closest("input, select, textarea")) return;
    const onControl = target.closest("a, button") !== null;
    const row = rows[here];
    const page = Math.max(Math.floor(view.height / rowHeight) - 1, 1);
    const move: Record<string, number> = { j: here + 1, J: here + 1, ArrowDown: here + 1, k: here - 1, K: here - 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1, PageDown: here + page, PageUp: here - page };
    const to = move[event.key];
    if (to !== undefined) goTo(to, event.shiftKey);
    else if (onControl) return;
    else if (event.key === "Enter" && row !== undefined && props.onOpen) props.onOpen(row);
    else if (event.key === " " && row !== undefined && props.onSelect) toggle(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div class="scroller table-scroller" ref={scroller}>
      <table class={props.plain ? "table plain" : "table"} role="grid" data-testid="grid" aria-label={props.label} aria-rowcount={(props.total ?? rows.length) + 1} aria-multiselectable={props.onSelect ? "true" : undefined} onKeyDown={onKeyDown}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" class="filler" style={{ height: `${first * rowHeight}px` }} />}
          {rows.slice(first, last).map((row, offset) => {
            const index = first + offset;
            const key = keyOf(row);
            return (
              <tr
                key={key}
                data-testid="row"
                data-key={key}
                data-index={index}
                aria-rowindex={index + 2}
                tabIndex={index === here ? 0 : -1}
                aria-current={index === shown ? "true" : undefined}
                {...(props.onSelect || index === here ? { "aria-selected": selected ? (selected.has(key) ? "true" : "false") : undefined } : {})}
                onClick={(event) => {
                  if ((event.target as Element).closest("a, button, input, label")) return;
                  if (event.ctrlKey || event.metaKey) {
                    setCursor(index);
                    toggle(row);
                  } else goTo(index, event.shiftKey);
                }}
                onDblClick={() => props.onOpen?.(row)}
              >
                {columns.map((column) => (
                  <td key={column.id} class={`${column.num ? "num " : ""}${column.className ?? ""}`}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {last < rows.length && <tr aria-hidden="true" class="filler" style={{ height: `${(rows.length - last) * rowHeight}px` }} />}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row>({ column, sort, onSort }: { column: Column<Row>; sort: string | undefined; onSort: ((sort: string) => void) | undefined }): JSX.Element {
  const by = column.sort;
  const way = by === undefined ? null : sort === by ? "ascending" : sort === `-${by}` ? "descending" : "none";
  return (
    <th scope="col" class={`${column.num ? "num " : ""}${column.className ?? ""}`} {...(way !== null && way !== "none" ? { "aria-sort": way } : {})}>
      {by !== undefined && onSort ? (
        <button type="button" class={way === "none" ? "sort-by" : "sort-by sort"} onClick={() => onSort(way === "ascending" ? `-${by}` : by)}>
          {column.head}
          {way !== "none" && <Icon name={way === "descending" ? "down" : "up"} tiny />}
        </button>
      ) : (
        column.head
      )}
    </th>
  );
}

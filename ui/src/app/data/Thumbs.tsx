// Items as pictures: as many columns as fit, only the rows in sight in the document, one tab stop.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { FieldSpec, ItemRow } from "../../api/types";
import { ValueView } from "../../kinds/ValueView";
import { Corner, weakest } from "./cells";

const WIDTH_PX = 148;
const HEIGHT_PX = 148;
const SPARE_ROWS = 3;

export interface ThumbsProps {
  rows: readonly ItemRow[];
  fields: readonly FieldSpec[];
  current: string | null;
  selected: ReadonlySet<string>;
  onSelect: (selected: Set<string>) => void;
  onCursor: (row: ItemRow) => void;
  onOpen: (row: ItemRow) => void;
  onEnd: () => void;
}

export function Thumbs({ rows, fields, current, selected, onSelect, onCursor, onOpen, onEnd }: ThumbsProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const anchor = useRef<number | null>(null);
  const [view, setView] = useState({ top: 0, height: 800, width: 800 });
  const across = Math.max(Math.floor(view.width / WIDTH_PX), 1);
  const lines = Math.ceil(rows.length / across);
  const first = Math.max(Math.floor(view.top / HEIGHT_PX) - SPARE_ROWS, 0);
  const last = Math.min(Math.ceil((view.top + view.height) / HEIGHT_PX) + SPARE_ROWS, lines);
  const here = Math.max(rows.findIndex((row) => row.id === current), 0);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = (): void => {
      setView({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth });
      if (element.scrollTop + element.clientHeight > element.scrollHeight - 6 * HEIGHT_PX) onEnd();
    };
    element.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, [onEnd]);

  function goTo(index: number, extend: boolean): void {
    const next = Math.min(Math.max(index, 0), rows.length - 1);
    const row = rows[next];
    const element = box.current;
    if (row === undefined || element === null) return;
    if (extend) {
      const from = (anchor.current ??= here);
      onSelect(new Set(rows.slice(Math.min(from, next), Math.max(from, next) + 1).map((one) => one.id)));
    } else anchor.current = null;
    onCursor(row);
    const top = Math.floor(next / across) * HEIGHT_PX;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + HEIGHT_PX > element.scrollTop + element.clientHeight) element.scrollTop = top + HEIGHT_PX - element.clientHeight;
    requestAnimationFrame(() => element.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  }

  function toggle(row: ItemRow): void {
    const next = new Set(selected);
    if (!next.delete(row.id)) next.add(row.id);
    onSelect(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[here];
    const move: Record<string, number> = { j: here + 1, J: here + 1, ArrowRight: here + 1, k: here - 1, K: here - 1, ArrowLeft: here - 1, ArrowDown: here + across, ArrowUp: here - across, Home: 0, End: rows.length - 1 };
    const to = move[event.key];
    if (to !== undefined) goTo(to, event.shiftKey);
    else if (event.key === "Enter" && row !== undefined) onOpen(row);
    else if (event.key === " " && row !== undefined) toggle(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div class="scroller thumbs" ref={box} role="listbox" aria-label="Items" aria-multiselectable="true" data-testid="grid" onKeyDown={onKeyDown}>
      <div role="presentation" style={{ height: `${first * HEIGHT_PX}px` }} />
      <div class="thumbs-lines" role="presentation" style={{ gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))` }}>
        {rows.slice(first * across, last * across).map((row, offset) => {
          const index = first * across + offset;
          return (
            <div
              key={row.id}
              class="thumb-cell"
              role="option"
              data-testid="row"
              data-index={index}
              tabIndex={index === here ? 0 : -1}
              aria-selected={selected.has(row.id)}
              aria-current={row.id === current ? "true" : undefined}
              aria-label={spoken(row)}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey) toggle(row);
                goTo(index, event.shiftKey);
              }}
              onDblClick={() => onOpen(row)}
            >
              <span class="thumb-stage">
                {row.thumb_url !== null ? (
                  <img src={row.thumb_url} alt="" loading="lazy" decoding="async" fetchpriority="low" />
                ) : (
                  <span class="thumb-text" dir="auto">
                    {row.text ?? row.key}
                  </span>
                )}
                <Corner row={row} />
              </span>
              <Below row={row} fields={fields} />
            </div>
          );
        })}
      </div>
      <div role="presentation" style={{ height: `${Math.max(lines - last, 0) * HEIGHT_PX}px` }} />
    </div>
  );
}

function Below({ row, fields }: { row: ItemRow; fields: readonly FieldSpec[] }): JSX.Element {
  const label = weakest(row.labels);
  const field = fields.find((one) => one.name === label?.field);
  return (
    <span class="small clip">{field !== undefined && label !== null && label.value !== null ? <ValueView field={field} value={label.value} /> : <span class="mono faint">{row.key}</span>}</span>
  );
}

function spoken(row: ItemRow): string {
  const label = weakest(row.labels);
  const said = label === null || label.value === null ? "no label" : `${String(label.value)}${label.p === null ? "" : `, p ${label.p.toFixed(3)}`}${label.gold_n === 0 ? ", not calibrated" : ""}`;
  return `${row.key}: ${said}`;
}

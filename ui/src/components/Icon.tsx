// Icons: one stroke on a 16 px grid, drawn in the current colour. Decoration only: the words stand beside them.
import type { JSX } from "preact";

const PATHS = {
  arrow: "M3 8h10M9.5 4.5 13 8l-3.5 3.5",
  back: "M13 8H3M6.5 4.5 3 8l3.5 3.5",
  book: "M3 3h4.2L8 4l.8-1H13v9.5H8.8L8 13.3l-.8-.8H3ZM8 4v9",
  check: "M3 8.5 6.5 12 13 4.5",
  clock: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM8 5v3l2 1.5",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  data: "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 3.5v9",
  datasets: "M3 4.5c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2ZM3 4.5v7c0 1.1 2.2 2 5 2s5-.9 5-2v-7M3 8c0 1.1 2.2 2 5 2s5-.9 5-2",
  design: "M3 13l1-3.5L11 2.5l2.5 2.5L6.5 12ZM9.5 4l2.5 2.5",
  down: "M4 6.5l4 4 4-4",
  download: "M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10",
  drag: "M6 4h.1M10 4h.1M6 8h.1M10 8h.1M6 12h.1M10 12h.1",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  filter: "M2.5 4h11L9.5 8.5V13l-3-1.5v-3Z",
  flag: "M4 14V2.5M4 3h8l-2 3 2 3H4",
  flow: "M2.5 5.5h3v-2h-3zM10.5 8.5h3v-2h-3zM2.5 12.5h3v-2h-3zM5.5 4.5h2.5v3h2.5M5.5 11.5H8v-4",
  grid: "M3 3h4v4H3zM9 3h4v4H9zM3 9h4v4H3zM9 9h4v4H9z",
  home: "M2.5 7.5 8 3l5.5 4.5V13H10V9.5H6V13H2.5Z",
  image: "M2.5 3.5h11v9h-11zM2.5 11l3.5-3.5 3 3 2-2 2.5 2.5M10.5 6.2h.1",
  info: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM8 7.5v3.2M8 5.2v.2",
  key: "M9.5 9a3 3 0 1 0-2.3-1.1L3 12v1.5h2V12h1.5v-1.5H8L9.5 9ZM10.5 5.5h.1",
  left: "M9.5 4l-4 4 4 4",
  link: "M6.5 9.5l3-3M5 8 3.5 9.5a2.1 2.1 0 0 0 3 3L8 11M8 5l1.5-1.5a2.1 2.1 0 0 1 3 3L11 8",
  list: "M3 4.5h10M3 8h10M3 11.5h10",
  machine: "M3.5 5.5h9v7h-9zM6 8.5v1M10 8.5v1M8 5.5v-3M6.5 2.5h3",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  up: "M4 9.5l4-4 4 4",
  models: "M8 2.5l5 2.8v5.4l-5 2.8-5-2.8V5.3ZM3 5.3l5 2.8 5-2.8M8 8.1v5.4",
  more: "M3.5 8h.1M8 8h.1M12.5 8h.1",
  offline: "M2.5 2.5l11 11M4.5 12h6.8M4.6 6.4A3 3 0 0 0 4.5 12M7 4.3A4 4 0 0 1 11.5 8a2.2 2.2 0 0 1 1.7 3",
  people: "M6 7.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM2 13c0-2.5 1.8-3.8 4-3.8s4 1.3 4 3.8M10.5 7.3a1.9 1.9 0 1 0 0-3.8M11.5 9.3c1.6.3 2.5 1.6 2.5 3.7",
  plus: "M8 3v10M3 8h10",
  print: "M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z",
  quality: "M2.5 13.5h11M3.5 11 7 7l2.5 2.5 4-5.5",
  right: "M6.5 4l4 4-4 4",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3l3.2 3.2",
  settings: "M3 4.5h5M11 4.5h2M3 8h2M8 8h5M3 11.5h6M12 11.5h1M8.2 3.2v2.6M5.5 6.7v2.6M9.5 10.2v2.6",
  skip: "M3.5 4l5 4-5 4ZM12 4v8",
  stop: "M5.5 2.5h5l3 3v5l-3 3h-5l-3-3v-5ZM8 5.5v3M8 10.5v.2",
  sync: "M13 6.5A5 5 0 0 0 4 5L3 6.2M3 3v3.2h3.2M3 9.5A5 5 0 0 0 12 11l1-1.2M13 13V9.8H9.8",
  table: "M2.5 3.5h11v9h-11zM2.5 6.5h11M8 6.5v6",
  text: "M3 4h10M3 7h10M3 10h7M3 13h5",
  undo: "M5.5 3 2.5 6l3 3M2.5 6H9a4 4 0 0 1 0 8H6",
  user: "M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3 13.5c0-2.5 2.2-4 5-4s5 1.5 5 4",
  warn: "M8 2.5 14 13H2ZM8 6.5v3M8 11v.2",
  x: "M4 4l8 8M12 4l-8 8",
  zoom: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3l3.2 3.2M5 7h4M7 5v4",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, tiny = false }: { name: IconName; tiny?: boolean }): JSX.Element {
  return (
    <svg class={tiny ? "icon tiny" : "icon"} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The product's mark: the accepted square, half full. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 16 16" aria-hidden="true">
      <rect x="1.5" y="1.5" width="13" height="13" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M1.5 8.5h13v6h-13z" fill="currentColor" />
      <path d="M4 5h8" stroke="currentColor" stroke-width="1.5" />
    </svg>
  );
}

// Head and main of a page inside the frame: one h1, one faint fact, tabs, actions at the right.
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../../components/Icon";
import { menuOpen } from "./Nav";

export interface PageFrame {
  title: string;
  /** One faint fact beside the title. */
  fact?: ComponentChildren;
  tabs?: readonly { href: string; name: string; count?: number; current: boolean }[];
  actions?: ComponentChildren;
  /** No padding, no scrolling of its own: the page brings both. */
  flush?: boolean;
  children: ComponentChildren;
}

export function Page({ title, fact, tabs, actions, flush = false, children }: PageFrame): JSX.Element {
  useTitle(title);
  return (
    <>
      <header class="head">
        <button type="button" class="btn quiet square menu-open" aria-label="Menu" aria-expanded={menuOpen.value} onClick={() => (menuOpen.value = true)}>
          <Icon name="menu" />
        </button>
        <h1 tabIndex={-1}>{title}</h1>
        {fact !== undefined && <span class="faint clip wide-only">{fact}</span>}
        {tabs && (
          <nav class="tabs wide-only" aria-label={`Parts of ${title}`}>
            {tabs.map((tab) => (
              <a key={tab.href} href={tab.href} aria-current={tab.current ? "page" : undefined}>
                {tab.name}
                {tab.count !== undefined && <span class="count">{tab.count.toLocaleString()}</span>}
              </a>
            ))}
          </nav>
        )}
        {actions !== undefined && <div class="push row">{actions}</div>}
      </header>
      <main class={flush ? "main flush" : "main"} id="main" tabIndex={-1}>
        {tabs && (
          <nav class="tabs narrow-only" aria-label={`Parts of ${title}, narrow`}>
            {tabs.map((tab) => (
              <a key={tab.href} href={tab.href} aria-current={tab.current ? "page" : undefined}>
                {tab.name}
              </a>
            ))}
          </nav>
        )}
        {children}
      </main>
    </>
  );
}

/** The document's title: what the page is about, then the product. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Ascertain`;
  }, [title]);
}

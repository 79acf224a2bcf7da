// The thing to judge: a picture, a text to read, or a record of names and values.
import type { JSX, RefObject } from "preact";
import { Icon } from "../../components/Icon";
import type { Item, Json } from "../../api/types";
import { Picture, type PictureHandle } from "../../stage/Picture";
import { Cap } from "../keys";

export interface ItemViewProps {
  item: Item;
  handle?: RefObject<PictureHandle | null>;
  onPainted?: () => void;
}

export function ItemView({ item, handle, onPainted }: ItemViewProps): JSX.Element {
  const lines = Object.entries(item.content).filter(([name]) => !(item.type === "text" && name === "text"));
  if (item.image !== null) {
    return (
      <div class={lines.length > 0 ? "item with-lines" : "item"} data-testid="item" data-item-id={item.id} role="region" aria-label={`Item ${item.key}`}>
        <Picture
          src={item.image.url}
          width={item.image.width}
          height={item.image.height}
          alt={`Picture ${item.key}`}
          {...(handle ? { handle } : {})}
          {...(onPainted ? { onPainted } : {})}
        >
          {handle !== undefined && (
            <p class="over wide-only" aria-hidden="true">
              <span class="cert on-image">
                <Icon name="zoom" tiny />
                hold <Cap of="work.zoom" /> to zoom
              </span>
            </p>
          )}
        </Picture>
        {lines.length > 0 && <Lines lines={lines} />}
      </div>
    );
  }
  const text = item.content["text"];
  return (
    <div class="item page" data-testid="item" data-item-id={item.id} role="region" aria-label={`Item ${item.key}`} tabIndex={0}>
      {item.type === "text" && (
        <div class="reading paper" dir="auto">
          {typeof text === "string" ? text : JSON.stringify(text)}
        </div>
      )}
      {lines.length > 0 && <Lines lines={lines} />}
    </div>
  );
}

function Lines({ lines }: { lines: readonly (readonly [string, Json])[] }): JSX.Element {
  return (
    <dl class="record">
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{write(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function write(value: Json): string {
  if (value === null || value === "") return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** One line about an item, for lists. */
export function ItemLine({ item }: { item: Item }): JSX.Element {
  const text = item.content["text"] ?? Object.values(item.content)[0];
  return (
    <>
      {item.image !== null && <img class="thumb" src={item.image.thumb_url} alt="" loading="lazy" />}
      <span class="clip" dir="auto">
        {item.image === null && typeof text === "string" && text !== "" ? text : item.key}
      </span>
    </>
  );
}

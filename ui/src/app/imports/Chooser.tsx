// Where files come from: dropped, chosen, or a whole folder.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../../components/Icon";
import { fromDrop, fromInput, type Chosen } from "./files";

export function Chooser({ onChoose, onFail }: { onChoose: (chosen: readonly Chosen[]) => void; onFail: (error: unknown) => void }): JSX.Element {
  const [over, setOver] = useState(false);
  return (
    <div
      class={over ? "empty drop over" : "empty drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        fromDrop(event.dataTransfer).then(onChoose, onFail);
      }}
    >
      <b class="strong">Drop files or a folder here</b>
      <p class="soft">Pictures, a zip of them, or a table: CSV, TSV, JSON, JSON Lines, Parquet, Excel. You see what would become of it before anything is stored.</p>
      <div class="row wrap">
        <label class="btn primary">
          <Icon name="plus" />
          Choose files
          <input class="spoken" type="file" multiple data-testid="files" onChange={(event) => onChoose(fromInput(event.currentTarget.files))} />
        </label>
        <label class="btn">
          Choose a folder
          <input
            class="spoken"
            type="file"
            ref={(element) => {
              element?.setAttribute("webkitdirectory", "");
            }}
            onChange={(event) => onChoose(fromInput(event.currentTarget.files))}
          />
        </label>
      </div>
    </div>
  );
}

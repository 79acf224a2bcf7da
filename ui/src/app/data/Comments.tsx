// Questions and notes on an item, the open ones with a box for the answer.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post, sayError } from "../../api/client";
import type { ItemComment, ItemDetail } from "../../api/types";
import { Note } from "../../components/Basics";
import { Icon } from "../../components/Icon";
import { saving } from "../footline";
import { may } from "../session";

export function Comments({ item, answered }: { item: ItemDetail; answered: () => void }): JSX.Element | null {
  if (item.comments.length === 0) return null;
  return (
    <section>
      <h3>Questions and notes</h3>
      <ul class="stack loose">
        {item.comments.map((one) => (
          <li key={one.id} class="stack">
            <p class="small comment" dir="auto">
              <Icon name={one.state === "open" ? "flag" : "info"} tiny />
              <span>
                <b class="strong">{one.author}:</b> {one.text}
              </span>
            </p>
            {one.answer !== null && (
              <p class="small soft" dir="auto">
                <b class="strong">{one.answered_by ?? "Answer"}:</b> {one.answer}
              </p>
            )}
            {one.state === "open" && may("flag.answer") && <AnswerBox flag={one} answered={answered} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function AnswerBox({ flag, answered }: { flag: ItemComment; answered: () => void }): JSX.Element {
  const [text, setText] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  async function send(event: Event): Promise<void> {
    event.preventDefault();
    try {
      await saving(post(`/flags/${flag.id}/answer`, { text: text.trim() }));
      answered();
    } catch (error) {
      setFailure(error);
    }
  }
  return (
    <form class="stack" onSubmit={(event) => void send(event)}>
      {failure !== null && <Note kind="error">{sayError(failure)}</Note>}
      <textarea class="input" rows={2} maxLength={4000} aria-label={`Answer to ${flag.author}`} placeholder="Your answer" value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <div class="row">
        <button type="submit" class="btn" disabled={text.trim() === ""}>
          Answer {flag.author}
        </button>
      </div>
    </form>
  );
}

// The start: styles, keys, router, then the app.
import { render } from "preact";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/ui.css";
import "./styles/app.css";
import "./styles/rooms.css";
import { App } from "./app/App";
import { startKeys } from "./app/keys";
import { startRouter } from "./app/router";

startRouter();
startKeys();
const root = document.getElementById("app");
if (root !== null) render(<App />, root);

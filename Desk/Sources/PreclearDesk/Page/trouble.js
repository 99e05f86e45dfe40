// What keeps the whole page from working, and what can be done about it.

import { element, find, replace } from "./dom.js";

/** Shows it above everything; null takes it away. */
export function trouble(error) {
  replace(
    find("trouble"),
    error && element(
      "div", { class: "notice" },
      element("h2", {}, error.title ?? "Something went wrong in the page"),
      element("p", {}, error.message),
      error.kind === "token" && tokenForm(),
      error.kind === "broken-deal" && mistakesList(error.errors),
    ),
  );
}

const mistakesList = (errors) =>
  element("ul", {}, errors.map((mistake) => element("li", {}, mistake.file && element("code", {}, `${mistake.file}:${mistake.line}:${mistake.column} `), mistake.message, mistake.help && `: ${mistake.help}`)));

function tokenForm() {
  const input = element("input", { id: "token", type: "text", autocomplete: "off", spellcheck: "false" });
  return element(
    "form", {
      onsubmit: (event) => {
        event.preventDefault();
        location.hash = `token=${input.value.trim()}`;
        location.reload();
      },
    },
    element("label", { for: "token" }, "Token"), input, element("button", { type: "submit" }, "Open"),
  );
}

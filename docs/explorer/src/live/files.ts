/** Where sessions come from: the published ones beside the script, and a file that a person chooses. */
import { h } from "./dom";

interface Listed {
  readonly file: string;
  readonly title: string;
  readonly group: string;
}

export interface SessionFile {
  readonly name: string;
  readonly content: Uint8Array;
}

async function fetched(path: string, beside: URL): Promise<Response> {
  const response = await fetch(new URL(path, beside));
  if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
  return response;
}

/** A choice of published sessions and a choice of a file; `opened` gets what was chosen, `failed` why it could not be. */
export async function filesView(
  beside: URL,
  ends: readonly string[],
  opened: (file: SessionFile) => void,
  failed: (reason: string) => void,
): Promise<HTMLElement> {
  const listed: readonly Listed[] = await (await fetched("sessions/index.json", beside)).json();
  const groups = [...new Set(listed.map((one) => one.group))];
  const select = h(
    "select",
    { id: "live-published" },
    ...groups.map((group) =>
      h(
        "optgroup",
        { label: group },
        ...listed.filter((one) => one.group === group).map((one) => h("option", { value: one.file }, one.title)),
      ),
    ),
  );
  const reading = (content: Promise<ArrayBuffer>, name: string): void => {
    content.then(
      (bytes) => opened({ name, content: new Uint8Array(bytes) }),
      (problem: unknown) => failed(problem instanceof Error ? problem.message : String(problem)),
    );
  };
  const open = (): void => reading(fetched(`sessions/${select.value}`, beside).then((answer) => answer.arrayBuffer()), select.value);
  const input = h("input", {
    type: "file",
    id: "live-file",
    accept: ends.join(","),
    "aria-describedby": "live-file-note",
    onchange: () => {
      const file = input.files?.[0];
      if (file) reading(file.arrayBuffer(), file.name);
      // The same file can be chosen again.
      input.value = "";
    },
  });
  return h(
    "div",
    { class: "live-files" },
    h(
      "div",
      { class: "live-field" },
      h("label", { for: "live-published" }, "A session that comes with the library"),
      h("div", { class: "live-together" }, select, h("button", { type: "button", id: "live-open", onclick: open }, "Open")),
    ),
    h(
      "div",
      { class: "live-field" },
      h("label", { for: "live-file" }, "A file of your own"),
      input,
      h("p", { id: "live-file-note", class: "live-small" }, `${ends.join(", ")}; it is read here and sent nowhere.`),
    ),
  );
}

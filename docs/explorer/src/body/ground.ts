/** What is only drawn: the body under the places, and the letters that say which side is the patient's right. */
import { h, s } from "../dom";
import type { BodyData, Frame, View } from "./types";

/** The body's outline, skin, joints, the sole. */
export function ground(data: BodyData, view: View): SVGGElement {
  const plain = data.outlines.filter((outline) => outline.view === view && !outline.nodes.length);
  const drawings = data.drawings.filter((drawing) => drawing.view === view);
  return s(
    "g",
    { class: "nkt-body-ground", "aria-hidden": "true" },
    s("path", { d: data.silhouettes[view], class: "nkt-body-silhouette" }),
    ...plain.map(({ d, slug }) => s("path", { d, class: `nkt-body-plain nkt-body-${slug}` })),
    ...drawings.map(({ d, mirror }) =>
      s("path", {
        d,
        class: "nkt-body-plain nkt-body-drawing",
        transform: mirror === null ? null : `translate(${2 * mirror} 0) scale(-1 1)`,
      }),
    ),
    ...drawings.map(({ name, label: [x, y] }) => s("text", { x, y, class: "nkt-body-caption" }, name)),
  );
}

/** The patient's side at the left and the right edge of a frame. */
export function sidesAt(data: Pick<BodyData, "axes">, view: View, [left, , width]: Frame): readonly ("R" | "L")[] {
  // Who faces us has their right on our left; who turns their back, on our right.
  return [left, left + width].map((x) => ((x < data.axes[view]) === (view === "front") ? "R" : "L"));
}

/** "R" and "L" at the edges, once where both edges are of one side. */
export function writeLetters(letters: readonly HTMLElement[], data: BodyData, view: View, frame: Frame): void {
  const sides = sidesAt(data, view, frame);
  letters.forEach((letter, end) => {
    const side = sides[end] ?? "R";
    letter.hidden = end === 1 && sides[0] === side;
    letter.replaceChildren(
      h("span", { "aria-hidden": "true" }, side),
      h(
        "span",
        { class: "nkt-body-unseen" },
        `The patient's ${side === "R" ? "right" : "left"} is on ${end ? "the right" : "the left"} of this picture.`,
      ),
    );
  });
}

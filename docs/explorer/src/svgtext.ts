/** Names in the picture: whole, on as many lines as they need, so that what is seen is what is read aloud. */
import { s } from "./dom";

export interface Block {
  readonly x: number;
  /** The middle of the block. */
  readonly y: number;
  readonly anchor: "start" | "end" | "middle";
  readonly lineHeight: number;
  /** Where it differs from that of the picture. */
  readonly fontSize?: number;
}

/** Lines of text around a height. */
export function block(lines: readonly string[], { x, y, anchor, lineHeight, fontSize }: Block): SVGTextElement {
  const top = y - ((lines.length - 1) / 2) * lineHeight + (fontSize ?? 13) * 0.35;
  return s(
    "text",
    { "text-anchor": anchor, "font-size": fontSize ? `${fontSize}px` : null },
    ...lines.map((line, index) =>
      // The blank keeps the words of two lines apart where the text is read.
      s("tspan", { x: round(x), y: round(top + index * lineHeight) }, index < lines.length - 1 ? `${line} ` : line),
    ),
  );
}

/** Words on lines of about so many letters. */
export function wrap(text: string, letters: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last && last.length + word.length + 1 > letters) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = last ? `${last} ${word}` : word;
    }
  }
  return lines;
}

let pen: CanvasRenderingContext2D | null = null;

/** How wide a text is in the letters of the picture. */
export function widthOf(text: string, fontSize = 13): number {
  pen ??= document.createElement("canvas").getContext("2d");
  if (!pen) {
    return text.length * fontSize * 0.6;
  }
  pen.font = `${fontSize}px system-ui, sans-serif`;
  return pen.measureText(text).width;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

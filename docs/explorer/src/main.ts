/** Begins: reads the graph, puts the explorer in place of the table that stood there. */
import { App } from "./app";
import type { GraphDocument } from "./document";
import { Graph } from "./graph";

async function begin(place: HTMLElement): Promise<void> {
  const base = place.dataset["base"] ?? "_static/nkt/";
  const answer = await fetch(`${base}graph.json`);
  if (!answer.ok) {
    throw new Error(`the graph could not be read (${answer.status})`);
  }
  const graph = new Graph((await answer.json()) as GraphDocument);
  new App(place, graph, base, place.dataset["pages"] ?? "./").start();
}

const place = document.getElementById("nkt-explorer");
if (place) {
  begin(place).catch((error: unknown) => {
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = error instanceof Error ? error.message : String(error);
    place.prepend(said);
  });
}

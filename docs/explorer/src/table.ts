/** The same neighbours as rows, sortable by every column. */
import { h } from "./dom";
import { FAMILIES } from "./families";
import type { Graph } from "./graph";
import { relationList } from "./relations";
import { nameOf, number, pageOf, strengthOf } from "./words";
import { order, type Neighbour, type View } from "./view";

export interface TableOptions {
  readonly hrefOf: (node: string) => string;
  readonly pages: string;
  readonly onEdge: (source: string, target: string) => void;
  readonly onHover: (node: string | null) => void;
}

interface Column {
  readonly id: string;
  readonly label: string;
  readonly title: string;
  /** Larger comes first when the column is first chosen. */
  readonly falling: boolean;
  readonly compare: (graph: Graph, one: Neighbour, other: Neighbour) => number;
}

const COLUMNS: readonly Column[] = [
  {
    id: "name",
    label: "neighbour",
    title: "Its name, and a link that puts it in the middle",
    falling: false,
    compare: (graph, one, other) => order(nameOf(graph, one.id), nameOf(graph, other.id)),
  },
  {
    id: "relation",
    label: "what it is",
    title: "Relations from this one to the muscle in the middle",
    falling: false,
    compare: (_graph, one, other) => leading(one) - leading(other),
  },
  {
    id: "in",
    label: "takes over",
    title: "Strength: the probability that this one, while it overworks, inhibits the muscle in the middle",
    falling: true,
    compare: (_graph, one, other) => (one.link?.strength ?? 0) - (other.link?.strength ?? 0),
  },
  {
    id: "out",
    label: "inhibited",
    title: "Strength: the probability that the muscle in the middle, while it overworks, inhibits this one",
    falling: true,
    compare: (_graph, one, other) => (one.back?.strength ?? 0) - (other.back?.strength ?? 0),
  },
  {
    id: "grade",
    label: "grade",
    title: "The best grade of evidence of the relations: A the best, D practitioners' word or what follows from actions",
    falling: false,
    compare: (_graph, one, other) => order(one.grade, other.grade),
  },
];

function leading(neighbour: Neighbour): number {
  return neighbour.families[0] ? FAMILIES.indexOf(neighbour.families[0]) : 0;
}

export class Table {
  readonly element: HTMLTableElement;
  private readonly body = h("tbody");
  private readonly caption = h("caption");
  private readonly heads: ReadonlyMap<string, HTMLTableCellElement>;
  private sorted: { readonly column: Column; readonly falling: boolean } | null = null;
  private view: View | null = null;

  constructor(
    private readonly graph: Graph,
    private readonly options: TableOptions,
  ) {
    const heads = COLUMNS.map((column) => [column.id, this.head(column)] as const);
    this.heads = new Map(heads);
    const last = h("th", { scope: "col" }, "why");
    this.element = h(
      "table",
      { class: "nkt-table" },
      this.caption,
      h("thead", {}, h("tr", {}, ...heads.map(([, head]) => head), last)),
      this.body,
    );
  }

  show(view: View): void {
    this.view = view;
    this.caption.textContent = `Neighbours of ${nameOf(this.graph, view.focus)}, as in the picture`;
    this.body.replaceChildren(...this.rows(view).map((neighbour) => this.row(neighbour)));
  }

  /** Mark the row of a node that is pointed at elsewhere. */
  point(node: string | null): void {
    for (const row of this.body.rows) {
      row.classList.toggle("nkt-pointed", row.dataset["node"] === node);
    }
  }

  /** The neighbours in the order of the rows. */
  rows(view: View): readonly Neighbour[] {
    if (!this.sorted) {
      return view.shown;
    }
    const { column, falling } = this.sorted;
    const sign = falling ? -1 : 1;
    return [...view.shown].sort((one, other) => sign * column.compare(this.graph, one, other));
  }

  private head(column: Column): HTMLTableCellElement {
    const button = h("button", { type: "button", title: column.title }, column.label);
    const cell = h("th", { scope: "col", class: `nkt-col-${column.id}` }, button);
    button.addEventListener("click", () => {
      this.sort(column);
    });
    return cell;
  }

  private sort(column: Column): void {
    const again = this.sorted?.column === column;
    this.sorted = { column, falling: again ? !this.sorted?.falling : column.falling };
    for (const [id, cell] of this.heads) {
      if (id === column.id) {
        cell.setAttribute("aria-sort", this.sorted.falling ? "descending" : "ascending");
      } else {
        cell.removeAttribute("aria-sort");
      }
    }
    if (this.view) {
      this.show(this.view);
    }
  }

  private row(neighbour: Neighbour): HTMLTableRowElement {
    const { graph, options } = this;
    const node = graph.node(neighbour.id);
    const name = nameOf(graph, neighbour.id);
    const far = neighbour.hop === 2;
    return h(
      "tr",
      {
        "data-node": neighbour.id,
        onmouseenter: () => {
          options.onHover(neighbour.id);
        },
        onmouseleave: () => {
          options.onHover(null);
        },
      },
      h(
        "th",
        { scope: "row" },
        h("a", { href: options.hrefOf(neighbour.id) }, name),
        far && h("span", { class: "nkt-by" }, ` by way of ${nameOf(graph, neighbour.towards)}`),
        " ",
        h(
          "a",
          { class: "nkt-page", href: options.pages + pageOf(node), "aria-label": `page of ${node.thing.name}` },
          "page",
        ),
      ),
      h(
        "td",
        {},
        ...relationList(neighbour.edges),
      ),
      h("td", { class: "nkt-number" }, strengthOf(neighbour.link) || "-"),
      h("td", { class: "nkt-number nkt-col-out" }, strengthOf(neighbour.back) || "-"),
      h("td", { class: "nkt-grade" }, neighbour.grade),
      h(
        "td",
        {},
        h(
          "button",
          {
            type: "button",
            class: "nkt-why",
            "aria-label": `why: ${name}${neighbour.link ? `, strength ${number(neighbour.link.strength)}` : ""}`,
            onclick: () => {
              options.onEdge(neighbour.id, neighbour.towards);
            },
          },
          "why",
        ),
      ),
    );
  }
}

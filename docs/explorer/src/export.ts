/** Taking a view away: the picture as SVG and PNG, a text as a file. */

/** What the sheet says of an element and a picture on its own would lack. */
const KEPT = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-opacity",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "paint-order",
  "font-family",
  "font-size",
  "font-weight",
] as const;

/** The picture as a document of its own, looking as it does on the page; links lead to the page they led to. */
export function svgText(picture: SVGSVGElement, page: string): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const originals = picture.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, index) => {
    const original = originals[index];
    if (original) {
      const style = getComputedStyle(original);
      for (const property of KEPT) {
        const value = style.getPropertyValue(property);
        if (value) {
          element.setAttribute(property, value);
        }
      }
    }
    const href = element.getAttribute("href");
    if (href) {
      element.setAttribute("href", new URL(href, page).href);
    }
    element.removeAttribute("class");
    element.removeAttribute("tabindex");
  });
  copy.querySelectorAll('[stroke="rgba(0, 0, 0, 0)"]').forEach((grip) => {
    grip.remove();
  });
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(picture).backgroundColor);
  copy.prepend(ground);
  copy.removeAttribute("class");
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

/** The picture in dots, two for each of the page's. */
export async function png(picture: SVGSVGElement, page: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(picture, page))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.viewBox.baseVal.width * 2;
  canvas.height = picture.viewBox.baseVal.height * 2;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) {
        resolve(blob);
      } else {
        reject(new Error("this browser makes no PNG of it"));
      }
    }, "image/png");
  });
}

/** Let the browser save something as a file. */
export function save(name: string, content: Blob | string, type: string): void {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 10_000);
}

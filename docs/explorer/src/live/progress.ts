/** How much of what has to be fetched has come: counted from the bytes of the answers as they stream in. */

/** The part of the whole way that fetching takes; what is left is unpacking. */
const FETCHING = 0.9;

/** Wrap `fetch` so that `told` hears the share of `expected` bytes that has come, at most every two hundredths. */
export function counting(plain: typeof fetch, expected: number, told: (share: number) => void): typeof fetch {
  let come = 0;
  let last = 0;
  return async (input, init) => {
    const response = await plain(input, init);
    if (!response.ok || !response.body) return response;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        come += chunk.byteLength;
        const share = Math.min(1, come / expected) * FETCHING;
        if (share - last >= 0.02) {
          last = share;
          told(share);
        }
        controller.enqueue(chunk);
      },
    });
    // The headers stay: WebAssembly is compiled while it streams only if it is announced as such.
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
  };
}

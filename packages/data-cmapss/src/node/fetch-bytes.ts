/** Called while bytes arrive. */
export type OnBytes = (received: number, total: number) => void;

/** Fewest bytes within each `timeoutMs`, so that a server that sends single bytes is given up too. */
const LEAST_BYTES = 16 * 1024;

/**
 * Downloads exactly `size` bytes. More are not read, fewer are an error, and a connection that delivers
 * fewer than 16 KiB in `timeoutMs` is closed: no server can make this hang or fill the memory.
 */
export async function fetchBytes(url: string, size: number, timeoutMs: number, onBytes?: OnBytes): Promise<Uint8Array> {
  const controller = new AbortController();
  let fresh = 0; // bytes since the timer was set
  let stalled: Error | undefined;
  const giveUp = () => {
    stalled = new Error(`${fresh === 0 ? 'no data for' : `only ${fresh} bytes in`} ${timeoutMs / 1000} s`);
    controller.abort(stalled);
  };
  let timer = setTimeout(giveUp, timeoutMs);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const bytes = new Uint8Array(size);
    let received = 0;
    onBytes?.(0, size);
    for await (const chunk of response.body ?? []) {
      fresh += chunk.length;
      if (fresh >= LEAST_BYTES) {
        clearTimeout(timer);
        timer = setTimeout(giveUp, timeoutMs);
        fresh = 0;
      }
      if (received + chunk.length > size) throw new Error(`more than the expected ${size} bytes`);
      bytes.set(chunk, received);
      received += chunk.length;
      onBytes?.(received, size);
    }
    if (received < size) throw new Error(`${received} of ${size} bytes`);
    return bytes;
  } catch (error) {
    throw stalled ?? error;
  } finally {
    clearTimeout(timer);
    controller.abort(); // closes the connection if the body was not read to its end
  }
}

/** Called while bytes arrive. */
export type OnBytes = (received: number, total: number) => void;

/**
 * Downloads exactly `size` bytes. More are not read, fewer are an error, and a connection that delivers nothing for
 * `timeoutMs` is given up: no server can make this hang or fill the memory.
 */
export async function fetchBytes(url: string, size: number, timeoutMs: number, onBytes?: OnBytes): Promise<Uint8Array> {
  const controller = new AbortController();
  const stalled = new Error(`no data for ${timeoutMs / 1000} s`);
  let timer = setTimeout(() => controller.abort(stalled), timeoutMs);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const bytes = new Uint8Array(size);
    let received = 0;
    onBytes?.(0, size);
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(stalled), timeoutMs);
      if (received + chunk.length > size) throw new Error(`more than the expected ${size} bytes`);
      bytes.set(chunk, received);
      received += chunk.length;
      onBytes?.(received, size);
    }
    if (received < size) throw new Error(`${received} of ${size} bytes`);
    return bytes;
  } catch (error) {
    if (controller.signal.aborted) throw stalled;
    throw error;
  } finally {
    clearTimeout(timer);
    controller.abort(); // closes the connection if the body was not read to its end
  }
}

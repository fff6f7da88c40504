/** One message of an event stream, as bytes to share among all clients. @param id for messages that count */
export function eventMessage(data: string, { event, id }: { event?: string; id?: number } = {}): Buffer {
  const fields = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    // A line break within the data would end the field, and what follows could pose as another.
    ...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`),
  ];
  return Buffer.from(`${fields.join('\n')}\n\n`);
}

/** First of all: how long a client waits before it connects again. */
export const RETRY = Buffer.from('retry: 1000\n\n');

/** A comment, which keeps connections alive that have nothing to say. */
export const HEARTBEAT = Buffer.from(': alive\n\n');

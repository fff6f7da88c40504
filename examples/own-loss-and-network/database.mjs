// Stands for the driver of your database: rows as objects, one after the other, in whatever order it likes.

/** Hours that each pump lived; the last three still run. */
const LIVES = [160, 145, 172, 138, 155, 167, 149, 181, 142, 159];
const RUNNING = 3;

/** @param {string} _sql */
export async function* query(_sql) {
  for (const [pump, life] of LIVES.entries()) {
    const runs = pump >= LIVES.length - RUNNING;
    for (let hour = 0; hour <= (runs ? life - 40 : life); hour++) {
      const worn = Math.exp((hour - life) / 30);
      yield {
        pump: `P-${pump + 1}`,
        at: new Date(Date.UTC(2026, 0, 1 + pump, hour)),
        speed: 1500 + (hour % 7) * 10,
        temperature: 60 + 20 * worn + Math.sin(hour * 7 + pump),
        failed: !runs && hour === life,
      };
    }
  }
}

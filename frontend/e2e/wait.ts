const LIMIT = 30_000;
const PAUSE = 50;

/** Asks until the answer is yes. */
export async function until(what: string, ask: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + LIMIT;
  while (!(await ask().catch(() => false))) {
    if (Date.now() > end) throw new Error(`in vain waited until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** Waits that end: for what may never answer, such as a stopped server. */

/** Waits for `ended`, however it ends, but no longer than `ms`. True when it ended in time. */
export async function within(ms: number, ended: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const inTime = ended.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([inTime, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The answer; rejects with `late()` when there is none after `ms`. What comes later is dropped. */
export async function withinDeadline<T>(ms: number, answer: Promise<T>, late: () => Error): Promise<T> {
  const silence = Promise.withResolvers<never>();
  const timer = setTimeout(() => silence.reject(late()), ms);
  try {
    return await Promise.race([answer, silence.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Texts put together from fragments, the same ones for the same seed. */
export function* madeUpTexts(fragments: readonly string[], seed: number, count: number): Generator<string> {
  let state = seed;
  const next = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  for (let made = 0; made < count; made++) {
    const length = next(12);
    let text = '';
    for (let part = 0; part < length; part++) text += fragments[next(fragments.length)];
    yield text;
  }
}

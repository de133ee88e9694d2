/** A run's model may be named with its vendor (`anthropic/claude-sonnet-4-5`); an agent of that vendor wants it without. */
export function modelWithout(vendor: string, model: string): string {
  return model.startsWith(`${vendor}/`) ? model.slice(vendor.length + 1) : model;
}

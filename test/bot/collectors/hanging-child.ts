/** A collector process that stays busy for ever on one collector, dies of another, and answers the rest. */
process.on('message', ({ collector, scope }: { collector: string; scope: Uint8Array | null }) => {
  if (collector === 'syntax') while (collector.length > 0);
  if (collector === 'history') process.kill(process.pid, 'SIGSEGV');
  const facts = [{ text: `${process.pid} ${scope === null ? 'knows' : 'reads'} the scope` }];
  process.send?.({
    type: 'outcome',
    outcome: { status: 'done', facts, measures: [], unavailable: [], tools: [] },
  });
});

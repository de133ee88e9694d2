import { describe, expect, test } from 'vitest';
import { type Rectangle, treemap } from '../../../../flows/report/html/treemap.ts';
import { holdsForAll, type Random } from '../../../runner/core/seeded.ts';

const AREA = { x: 0, y: 0, width: 960, height: 440 };

function randomFiles(random: Random): { path: string; weight: number }[] {
  return Array.from({ length: 1 + random.below(60) }, (_, at) => ({
    path: `${Array.from({ length: random.below(4) }, () => `${random.pick(['a', 'b', 'c'])}/`).join('')}f${at}`,
    weight: 1 + random.below(random.pick([3, 5_000])),
  }));
}

const right = ({ x, width }: Rectangle): number => x + width;
const bottom = ({ y, height }: Rectangle): number => y + height;
const ROUNDING = 1e-6;

describe('a treemap', () => {
  test('has one cell for each file, inside the area and apart from the others', () => {
    holdsForAll(60, (random) => {
      const files = randomFiles(random);
      const { cells } = treemap(files, AREA);
      expect(cells.map(({ item }) => item.path).sort()).toEqual(files.map(({ path }) => path).sort());
      for (const cell of cells) {
        expect(cell.width).toBeGreaterThanOrEqual(0);
        expect(cell.height).toBeGreaterThanOrEqual(0);
        expect(cell.x).toBeGreaterThanOrEqual(-ROUNDING);
        expect(right(cell)).toBeLessThanOrEqual(AREA.width + ROUNDING);
        expect(bottom(cell)).toBeLessThanOrEqual(AREA.height + ROUNDING);
      }
      const overlapping = cells.some((a, at) =>
        cells
          .slice(at + 1)
          .some(
            (b) =>
              Math.min(right(a), right(b)) - Math.max(a.x, b.x) > ROUNDING &&
              Math.min(bottom(a), bottom(b)) - Math.max(a.y, b.y) > ROUNDING,
          ),
      );
      expect(overlapping).toBe(false);
    });
  });

  test('gives files of one folder areas in proportion to their lines', () => {
    const files = [60, 30, 10].map((weight) => ({ path: `f${weight}`, weight }));
    const { cells } = treemap(files, { x: 0, y: 0, width: 100, height: 100 });
    expect(cells.map(({ item, width, height }) => [item.weight, Math.round(width * height)])).toEqual([
      [60, 6000],
      [30, 3000],
      [10, 1000],
    ]);
  });

  test('keeps cells near squares', () => {
    const files = Array.from({ length: 16 }, (_, at) => ({ path: `f${at}`, weight: 10 }));
    const { cells } = treemap(files, { x: 0, y: 0, width: 100, height: 100 });
    expect(cells.map(({ width, height }) => [width, height].map(Math.round))).toEqual(
      Array(16).fill([25, 25]),
    );
  });

  test('frames folders with more than one thing in them, named from where they stand', () => {
    const files = ['src/main/java/a', 'src/main/java/b', 'docs/x'].map((path) => ({ path, weight: 10 }));
    expect(treemap(files, AREA).folders.map(({ path, depth }) => [path, depth])).toEqual([
      ['src/main/java', 1],
      ['docs', 1],
    ]);
  });

  test('is empty without files', () => {
    expect(treemap([], AREA)).toEqual({ cells: [], folders: [] });
  });

  test('is the same for the same files in another order', () => {
    holdsForAll(50, (random) => {
      const files = randomFiles(random).map((file, at) => ({ ...file, weight: file.weight + (at % 3) }));
      expect(treemap(files.toReversed(), AREA)).toEqual(treemap(files, AREA));
    });
  });
});

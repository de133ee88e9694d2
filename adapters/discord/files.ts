/** Splits text files into parts of at most ten MiB each, named by part number, as Discord requires. Pure. */
import type { RawFile } from 'discord.js';
import { DeliveryError } from '../../runner/core/ports/delivery-error.ts';
import type { FileView } from '../../runner/core/ports/platform.ts';
import type { PictureView } from '../../runner/core/ports/views.ts';
import { LIMITS } from './render/limits.ts';

/** Throws `DeliveryError` (`form`) if it exceeds one message. */
export function fileParts(
  file: Pick<FileView, 'name' | 'text'> | Pick<PictureView, 'name' | 'png'>,
): readonly RawFile[] {
  const { name } = file;
  const isPicture = 'png' in file;
  const bytes = isPicture ? Buffer.from(file.png) : Buffer.from(file.text);
  const part = (data: Buffer, called: string): RawFile => ({
    name: called,
    data,
    contentType: isPicture ? 'image/png' : 'text/markdown; charset=utf-8',
  });
  if (bytes.length <= LIMITS.file) return [part(bytes, name)];
  // A part of a picture is no picture.
  const most = isPicture ? LIMITS.file : LIMITS.request;
  if (bytes.length > most) {
    const [has, takes] = [bytes.length, most].map((size) => Math.floor(size / 1024 / 1024));
    throw new DeliveryError('form', `${name} has ${has} MiB; Discord takes ${takes} in one message`);
  }
  const parts: RawFile[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = lineEnd(bytes, at, Math.min(bytes.length, at + LIMITS.file));
    parts.push(part(bytes.subarray(at, end), numbered(name, parts.length + 1)));
    at = end;
  }
  return parts;
}

/** Returns the end of the last whole line before `most`; without line breaks, the end of the last whole character. */
function lineEnd(bytes: Buffer, from: number, most: number): number {
  if (most === bytes.length) return most;
  const line = bytes.lastIndexOf(10, most - 1);
  if (line >= from) return line + 1;
  let end = most;
  while (end > from + 1 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}

/** Turns `report.md` into `report-2.md`. */
function numbered(name: string, part: number): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? `${name}-${part}` : `${name.slice(0, dot)}-${part}${name.slice(dot)}`;
}

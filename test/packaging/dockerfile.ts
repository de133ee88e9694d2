/** The Dockerfile as instructions, and which files its COPY takes. */
import { DockerfileParser, type Instruction, JSONInstruction } from 'dockerfile-ast';
import { files, textOf } from '../house/house.ts';

const parsed = DockerfileParser.parse(textOf('Dockerfile'));

/** The instructions of one kind in the last stage, in their order. */
export function instructions(keyword: string): readonly Instruction[] {
  const all = parsed.getInstructions();
  const last = all.findLastIndex((each) => each.getInstruction() === 'FROM');
  return all.slice(last).filter((each) => each.getInstruction() === keyword);
}

/** The words of a JSON instruction, such as ENTRYPOINT. */
export function words(keyword: 'ENTRYPOINT' | 'CMD'): string[] {
  const [instruction] = instructions(keyword);
  if (!(instruction instanceof JSONInstruction)) throw new Error(`${keyword} is not in JSON form`);
  return instruction.getJSONStrings().map((each) => each.getJSONValue());
}

/** The program of the health check and its arguments. */
export function healthCheck(): string[] {
  const text = instructions('HEALTHCHECK')[0]?.getRawArgumentsContent() ?? '';
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}

/** The RUN lines of the first stage, as a shell gets them. */
export function buildCommands(): string[] {
  const all = parsed.getInstructions();
  const last = all.findLastIndex((each) => each.getInstruction() === 'FROM');
  return all
    .slice(0, last)
    .filter((each) => each.getInstruction() === 'RUN')
    .map((each) => (each.getRawArgumentsContent() ?? '').replaceAll(/\\\n/g, ' '));
}

/** The environment of the image. */
export function imageEnvironment(): Record<string, string> {
  return Object.fromEntries(
    parsed
      .getENVs()
      .flatMap((each) => each.getProperties())
      .map((each) => [each.getName(), each.getValue() ?? '']),
  );
}

export function argument(name: string): string {
  const property = parsed
    .getARGs()
    .map((each) => each.getProperty())
    .find((each) => each?.getName() === name);
  return property?.getValue() ?? '';
}

/** The files that `COPY . .` takes, by .dockerignore: everything is left out but what is named. */
export function copiedFiles(): readonly string[] {
  const [first, ...kept] = textOf('.dockerignore').trim().split('\n');
  if (first !== '*' || kept.some((line) => !/^![\w./-]+$/.test(line)))
    throw new Error('.dockerignore no longer names only what is kept');
  const names = kept.map((line) => line.slice(1));
  return files().filter((file) => names.some((name) => file === name || file.startsWith(`${name}/`)));
}

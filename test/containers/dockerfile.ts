import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';

export const DOCKERFILE = readFileSync(join(import.meta.dirname, '../../docker/Dockerfile'), 'utf8');

/** The arguments of each instruction of a kind in the last stage, which is the image. */
export function declared(keyword: string): string[] {
  const all = DockerfileParser.parse(DOCKERFILE).getInstructions();
  const stage = all.slice(all.findLastIndex((each) => each.getKeyword() === 'FROM'));
  return stage.filter((each) => each.getKeyword() === keyword).map((each) => each.getArgumentsContent() ?? '');
}

/** The variables that the image sets. */
export function imageEnvironment(): Record<string, string> {
  return Object.fromEntries(declared('ENV').flatMap((text) => text.split(/\s+/).map((each) => each.split('='))));
}

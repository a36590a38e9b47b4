/** Paths of this repository that a text names; those with a placeholder, such as `libs/<feature>`, are left out. */
export function pathsIn(text: string): string[] {
  const named = text.matchAll(/(?<![\w./-])(?:apps|libs|test|docs|docker|scripts|\.ci|\.github)\/[\w./<>*{}-]*/g);
  return [...named].map(([path]) => path.replace(/[.:/]+$/, '')).filter((path) => !/[<>*{}]/.test(path));
}

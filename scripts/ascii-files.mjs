import { readFileSync, writeFileSync } from 'node:fs';

/**
 * A plugin of esbuild, for a build with `metafile`: writes characters outside of ASCII as escapes. esbuild does that in all
 * but comments and regular expressions. V8 keeps the text of a file in memory, with two bytes for each character if a single
 * one is above U+00FF: four dashes in comments of libraries cost 3.2 MB.
 */
export const asciiFiles = {
  name: 'ascii-files',
  setup(esbuild) {
    esbuild.onEnd(({ metafile, errors }) => {
      if (errors.length > 0) return;
      for (const file of Object.keys(metafile.outputs).filter((name) => /\.m?js$/.test(name))) escapeIn(file);
    });
  },
};

function escapeIn(file) {
  const text = readFileSync(file, 'utf8');
  const escaped = text.replace(/[\u0080-\uffff]/g, escapeOf);
  if (escaped !== text) writeFileSync(file, escaped);
}

/** Of one UTF-16 unit. A comment, a string and a regular expression all take it. */
const escapeOf = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * esbuild renames what has the same name in two modules, and `keepNames` gives each function its first name back. Error
 * texts, the document of the API and mongoose need the names of classes. But esbuild defines the name of every closure, each
 * time it is made: that took a fifth of the CPU of a reveal. This makes the helper pass over what is no constructor, which
 * has no `prototype`, and over what still has its name.
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** What esbuild writes once into a bundle. */
const HELPER = 'var __name=(target,value)=>__defProp(target,"name",{value,configurable:true});';
const CHEAPER =
  'var __name=(target,value)=>"prototype"in target&&target.name!==value?__defProp(target,"name",{value,configurable:true}):target;';

/**
 * A plugin of esbuild, for a build with `metafile` and `minifyWhitespace`. The build fails if no file has the helper as it is
 * known here.
 */
export const cheapNames = {
  name: 'cheap-names',
  setup(esbuild) {
    esbuild.onEnd(({ metafile, errors }) => {
      if (errors.length > 0) return;
      const files = Object.keys(metafile.outputs).filter((file) => /\.m?js$/.test(file));
      const changed = files.filter(cheapen);
      if (changed.length > 0) return;
      return { errors: [{ text: 'the helper of keepNames has changed: see scripts/kept-names.mjs' }] };
    });
  },
};

function cheapen(file) {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(HELPER)) return false;
  writeFileSync(file, text.replace(HELPER, CHEAPER));
  return true;
}

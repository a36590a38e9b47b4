/** What a bundle changes in files of libraries. A version that has other texts fails the build. */
import { readFileSync } from 'node:fs';

const CLASS_VALIDATOR = "require('class-validator');";
const NAMESPACE = { "import * as mongoose from 'mongoose'": "import mongoose from 'mongoose'" };
/** These three look for versions of Node that are older than ours, by a library of 70 KB. */
const NEW_NODE = { "semver = require('semver');": 'semver = { satisfies: () => true };' };

/** By the file below node_modules: texts, and what stands in their place. */
const REWRITTEN = {
  // Its `require` is one of its own making, which esbuild does not see: a start would load class-validator a second time.
  '@nestjs/mapped-types/dist/type-helpers.utils.js': {
    'const require = createRequire(import.meta.url);': "import * as classValidator from 'class-validator';",
    [`const classValidator = ${CLASS_VALIDATOR}`]: '',
    [CLASS_VALIDATOR]: '',
    // Of an older class-transformer.
    "require('class-transformer/storage')": 'undefined',
  },
  // As a namespace, mongoose would be a copy in a bundle, which it cannot count its connections in.
  '@nestjs/mongoose/dist/mongoose-core.module.js': NAMESPACE,
  '@nestjs/mongoose/dist/factories/definitions.factory.js': NAMESPACE,
  '@nestjs/mongoose/dist/factories/schema.factory.js': NAMESPACE,
  'jsonwebtoken/lib/asymmetricKeyDetailsSupported.js': NEW_NODE,
  'jsonwebtoken/lib/psSupported.js': NEW_NODE,
  'jsonwebtoken/lib/rsaPssKeyDetailsSupported.js': NEW_NODE,
  // It compiles a function for each part of each route, which no cache keeps. Parts of 16 characters it compares by a call.
  'find-my-way/lib/node.js': { 'LONG_PREFIX_MIN_LENGTH = 16': 'LONG_PREFIX_MIN_LENGTH = 2' },
};

/** A plugin of esbuild. `needsAll`: the build fails if it loads one of these files never, as a version that moved it would. */
export function rewrittenLibraries(needsAll) {
  return {
    name: 'rewritten-libraries',
    setup(esbuild) {
      const unused = new Set(Object.keys(REWRITTEN));
      for (const [file, texts] of Object.entries(REWRITTEN)) {
        const filter = new RegExp(`node_modules/${file}$`.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]'));
        esbuild.onLoad({ filter }, ({ path }) => {
          unused.delete(file);
          return { contents: rewritten(file, readFileSync(path, 'utf8'), texts) };
        });
      }
      if (!needsAll) return;
      esbuild.onEnd(() => ({
        errors: [...unused].map((file) => ({ text: `${file} is rewritten, but never loaded` })),
      }));
    },
  };
}

function rewritten(file, contents, texts) {
  return Object.entries(texts).reduce((now, [from, to]) => {
    if (!now.includes(from)) throw new Error(`${file} has changed: it has no ${from}`);
    return now.replaceAll(from, to);
  }, contents);
}

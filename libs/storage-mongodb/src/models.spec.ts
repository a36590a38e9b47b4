import { hash } from 'node:crypto';
import type { Schema } from 'mongoose';
import { STORE_FORMAT } from '#kernel';
import { MODELS } from './models.js';

/**
 * SHA-256 of every field and index, by store format. When this fails, stored documents have changed. Add a line to
 * STORE_FORMATS and one here. While the last format is not released yet, extend its line and replace its digest instead.
 */
const SHAPES: Readonly<Record<number, string>> = {
  2: '916721ed761411bdd26798291814509718a5cf9759f328fa94e9e53d4dd5c1b3',
  3: 'a691e3609313d4e776c64d9c6db48ab0c37fddac9b40d32d94525ec1e75a22db',
  4: '9a5f462c7cd21342ab36b84bc3d95077408e1750c902b2eea920d2b5832104a1',
  5: '9a5f462c7cd21342ab36b84bc3d95077408e1750c902b2eea920d2b5832104a1',
  6: '2874fa6a988b56a7f1b50cfe7f08db95e2dfd0ae94921f05d7a9ef2ca6ca2fa8',
  7: '5432229c8a8daa3a833ee7758906a0a445d82492592175bd0dd3bc478beef0a1',
  8: '43d4afe635ff388527a6da4b184cbd422975d083256e50d3a757886bbe5f27bf',
  9: 'c9250cf89f9061be82d3a012039100d5f3c890c6d7f2637677781e8db944b9c3',
  10: '4f47fd605a941a13babbcb62590b236f42a954da7c02cbcea7d35bf8603d9822',
  11: 'ceba8e7987e56c2474878f1a0567a2b0170550331f42dd867b2833f6540144d9',
  12: '55b5b0cfef783bf1c9ef8f41c891c69f6b064e74d582958eed88c354abe70b35',
  13: '5810bfa098a5ce22a1c1a05f394d9d420e0ffb6ac36643e6ba87f82585c3db46',
  14: '8b04b788214129c8d50c06172b0923eb75f7d51e3b9627f4da7da01d8aa60dec',
  15: 'df82631241edf93acb70a6bd9182e958dd4bd78c21b82b3756efebaf2148d9a7',
  16: '0cdafb094135f9851e9df5cb96c7a282e61aba9944e45319db0667b1840ef3cd',
  17: '6aa70c5d818aef33cb46323a7d0b3adf9815e07710a7d1208d92e5e22a383efc',
  18: '6aa70c5d818aef33cb46323a7d0b3adf9815e07710a7d1208d92e5e22a383efc',
  19: 'f60d1d98c6ca8ec4433713d8b32fa84ea4e01ac964aae4cc8ee91778206d6866',
  20: 'f60d1d98c6ca8ec4433713d8b32fa84ea4e01ac964aae4cc8ee91778206d6866',
  21: 'ca156f7e808bc49cf43d90d47822d486cafe67c7daa8254044b19252a80daf38',
};

function fieldsOf(schema: Schema): string[] {
  return Object.entries(schema.paths).flatMap(([path, type]) => {
    const inner = type.schema ? fieldsOf(type.schema).map((field) => `${path}.${field}`) : [];
    return [`${path}: ${type.instance}`, ...inner];
  });
}

describe('the collections of MongoDB', () => {
  it('have the fields and indexes that belong to the store format', () => {
    const shapes = MODELS.map(({ schema }) => [schema.get('collection'), fieldsOf(schema).sort(), schema.indexes()]);
    const text = JSON.stringify(shapes.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)));
    expect({ format: STORE_FORMAT, digest: hash('sha256', text) }).toEqual({
      format: STORE_FORMAT,
      digest: SHAPES[STORE_FORMAT],
    });
  });
});

import { parse, stringify } from 'yaml';

/** What readers of YAML 1.1 take for line breaks, or refuse. All texts are between double quotes, where escapes are known. */
const ESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * YAML in which every text is between double quotes: no reader takes `NO`, `~`, `0123` or a date for something else.
 *
 * @example
 * yamlText({ COUNTRY: 'NO' }); // '"COUNTRY": "NO"\n'
 */
export function yamlText(value: object): string {
  const text = stringify(value, {
    ...{ lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' },
    ...{ doubleQuotedAsJSON: true, aliasDuplicateObjects: false },
  });
  return text.replace(ESCAPED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What a reader of this version of YAML reads. */
export function readYaml(text: string, version: '1.1' | '1.2' = '1.2'): unknown {
  return parse(text, { version, maxAliasCount: 0, logLevel: 'silent' });
}

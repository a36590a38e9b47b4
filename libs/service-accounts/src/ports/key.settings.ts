/** The operator's settings for keys. */
export abstract class ApiKeySettings {
  /** The longest life of a key, in milliseconds. */
  abstract readonly maxAgeMs: number;
}

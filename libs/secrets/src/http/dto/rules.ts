import { ValidateBy } from 'class-validator';

/** What a text of a request must satisfy. */
interface TextRule {
  /** The code of the error. */
  readonly code: string;
  /** Names the field and never the value. */
  readonly message: string;
  readonly holds: (text: string) => boolean;
}

/** A text for which the rule holds. */
export function Satisfies({ code, message, holds }: TextRule): PropertyDecorator {
  return ValidateBy({
    name: code,
    validator: {
      validate: (value: unknown) => typeof value === 'string' && holds(value),
      defaultMessage: () => message,
    },
  });
}

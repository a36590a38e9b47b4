import { ValidateBy } from 'class-validator';

/** A text for which `rule` holds. The message names the field and never the value; `name` is the error's code. */
export function Satisfies(name: string, rule: (text: string) => boolean, message: string): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => typeof value === 'string' && rule(value),
      defaultMessage: () => message,
    },
  });
}

import 'reflect-metadata';
import { ROUTE_ACCESS, ROUTE_AUTH_THROTTLE } from '#access';
import { MfaController } from './mfa.controller.js';
import { SecondFactorsController } from './second-factors.controller.js';

function routesOf(controller: { readonly prototype: object }): [string, object][] {
  const methods = Object.entries(Object.getOwnPropertyDescriptors(controller.prototype));
  return methods.filter(([name]) => name !== 'constructor').map(([name, { value }]) => [name, value]);
}

describe('routes of second factors', () => {
  it.each(routesOf(SecondFactorsController))(
    '%s asks for a fresh session, also where a role asks for a factor [R25]',
    (_, route) => {
      expect(Reflect.getMetadata(ROUTE_ACCESS, route)).toMatchObject({
        ...{ kind: 'account', fresh: true, beforeSecondFactor: true, beforePasswordChange: false },
      });
    },
  );

  it.each([
    ...routesOf(MfaController),
    ...routesOf(SecondFactorsController).filter(([name]) => name.startsWith('confirm')),
  ])('%s, which takes a token or a code, is throttled for a network', (_, route) => {
    expect(Reflect.getMetadata(ROUTE_AUTH_THROTTLE, route)).toBe(true);
  });
});

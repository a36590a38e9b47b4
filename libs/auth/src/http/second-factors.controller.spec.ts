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
    '%s needs a fresh session, and does not need a second factor that a role requires [R25]',
    (_, route) => {
      expect(Reflect.getMetadata(ROUTE_ACCESS, route)).toMatchObject({
        ...{ kind: 'account', fresh: true, beforeSecondFactor: true, beforePasswordChange: false },
      });
    },
  );

  it.each([
    ...routesOf(MfaController),
    ...routesOf(SecondFactorsController).filter(([name]) => name.startsWith('confirm')),
  ])('%s takes a token or a code, so it is limited for its purpose', (_, route) => {
    expect(Reflect.getMetadata(ROUTE_AUTH_THROTTLE, route)).toMatchObject({ purpose: expect.any(String) });
  });
});

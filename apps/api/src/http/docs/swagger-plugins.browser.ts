/**
 * The functions of this file run in the browser: their text is written into the script of the page (swagger-page.ts). So
 * each one uses nothing from outside of itself. They are plugins of Swagger UI (its documentation calls the parts by the
 * same names), except `restoreToken`.
 */

/** The parts of an Immutable map that the plugins use. */
interface ImmutableMap {
  readonly size: number;
  get(key: string): unknown;
  getIn(keys: readonly string[]): unknown;
  update(key: string, change: (value: ImmutableMap) => ImmutableMap): ImmutableMap;
  map(change: (value: ImmutableMap, key: string) => ImmutableMap): ImmutableMap;
  filter(keep: (value: ImmutableMap) => boolean): ImmutableMap;
}

type Component = (props: Props) => unknown;

interface Props {
  readonly code: string;
  readonly response: ImmutableMap;
  readonly layoutSelectors: { currentFilter(): unknown };
  readonly layoutActions: { updateFilter(text: string): void };
  getComponent(name: string, isContainer: boolean): Component;
}

interface System {
  readonly React: {
    createElement(type: string | Component, props: object | null, ...children: unknown[]): unknown;
    useState<T>(initial: T): readonly [T, (next: T) => void];
  };
}

interface Authorization {
  /** The access token of a login. */
  readonly bearer?: { readonly value?: unknown };
  /** The key of a service account. */
  readonly key?: { readonly value?: unknown };
}

declare const sessionStorage: {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
};
declare const window: { readonly ui: { preauthorizeApiKey(scheme: string, token: string): void } };

/** The filter finds words in paths and summaries too, whatever their case. Its own one finds exact parts of tags. */
export function filterPlugin() {
  const wordsOf = (operation: ImmutableMap) =>
    [operation.get('method'), operation.get('path'), operation.getIn(['operation', 'summary'])].join(' ').toLowerCase();
  return {
    fn: {
      opsFilter(tags: ImmutableMap, phrase: string): ImmutableMap {
        const asked = phrase.trim().toLowerCase();
        const found = (operations: ImmutableMap) => operations.filter((one) => wordsOf(one).includes(asked));
        return tags
          .map((tag, name) => (name.toLowerCase().includes(asked) ? tag : tag.update('operations', found)))
          .filter((tag) => (tag.get('operations') as ImmutableMap).size > 0);
      },
    },
    wrapComponents: {
      FilterContainer: (_: Component, { React }: System) => {
        return function Filter({ layoutSelectors, layoutActions }: Props) {
          const text = layoutSelectors.currentFilter();
          const input = React.createElement('input', {
            className: 'operation-filter-input',
            placeholder: 'Filter by a word of the tag, the path or the summary',
            'aria-label': 'Filter',
            value: typeof text === 'string' ? text : '',
            onChange: ({ target }: { target: { value: string } }) => layoutActions.updateFilter(target.value),
          });
          const wrapper = React.createElement('section', { className: 'filter wrapper' }, input);
          return React.createElement('div', { className: 'filter-container' }, wrapper);
        };
      },
    },
  };
}

/**
 * The routes for clients of Vault are folded at first. With more than 150 lines Swagger UI draws only those in sight, and the
 * browser's search does not find the others.
 */
export function foldPlugin() {
  type IsShown = (place: readonly string[], byDefault?: boolean) => boolean;
  return {
    statePlugins: {
      layout: {
        wrapSelectors: {
          isShown: (isShown: IsShown) => (_: unknown, place: readonly string[], byDefault?: boolean) =>
            isShown(place, byDefault && place[1] !== 'Vault KV'),
        },
      },
    },
  };
}

/**
 * Keeps the token of a login until the tab is closed or the user logs out on the page, so that a reload does not lose it. Takes
 * `Bearer` away if it was pasted with the token or key. An operation that a token is optional for has an open padlock without one.
 */
export function tokenPlugin() {
  return {
    statePlugins: {
      auth: {
        wrapActions: {
          authorize: (authorize: (payload: Authorization) => unknown) => (payload: Authorization) => {
            const bare = <T>(one: T & { readonly value?: unknown }) =>
              typeof one.value === 'string' ? { ...one, value: one.value.trim().replace(/^(?:bearer\s+)+/i, '') } : one;
            const { bearer, key } = payload;
            const given = { ...payload, ...(bearer && { bearer: bare(bearer) }), ...(key && { key: bare(key) }) };
            // A key works for months: it is not kept.
            if (typeof given.bearer?.value === 'string')
              sessionStorage.setItem('coffer-docs-token', given.bearer.value);
            return authorize(given);
          },
          logout: (logout: (schemes: unknown) => unknown) => (schemes: unknown) => {
            sessionStorage.removeItem('coffer-docs-token');
            return logout(schemes);
          },
        },
        wrapSelectors: {
          // The original is bound to the state already.
          isAuthorized: (isAuthorized: (demands?: ImmutableMap) => unknown) => (_: unknown, demands?: ImmutableMap) =>
            isAuthorized(demands?.filter((demand) => demand.size > 0)),
        },
      },
    },
  };
}

/** Runs when the page has the document. */
export function restoreToken(): void {
  const token = sessionStorage.getItem('coffer-docs-token');
  if (token !== null) window.ui.preauthorizeApiKey('bearer', token);
}

/** Shows each error of an operation in one line. A button unfolds its example and its headers. */
export function errorsPlugin() {
  return {
    wrapComponents: {
      response: (Original: Component, { React }: System) => {
        return function FoldedResponse(props: Props) {
          const { code, response, getComponent } = props;
          const [isOpen, setOpen] = React.useState(false);
          const h = React.createElement;
          if (isOpen || !/^[45]/.test(code)) return h(Original, props);
          const text = h(getComponent('Markdown', true), { source: response.get('description') });
          const unfold = { type: 'button', className: 'btn', onClick: () => setOpen(true) };
          return h(
            'tr',
            { className: 'response', 'data-code': code },
            h('td', { className: 'response-col_status' }, code),
            h('td', { className: 'response-col_description' }, text),
            h('td', { className: 'response-col_links' }, h('button', unfold, 'Example')),
          );
        };
      },
    },
  };
}

import type { Known } from './command-tree.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A script that completes the commands and options of this version. It asks no server. */
export function completionScript(shell: Shell, tree: readonly Known[]): string {
  const writers = { bash: forBash, zsh: forZsh, fish: forFish };
  return writers[shell](tree);
}

/** Names of commands and options are words without anything that a shell reads. */
const words = (list: readonly string[]) => list.join(' ');

function cases(tree: readonly Known[]): string[] {
  return tree.map(
    ({ words: at, options, subcommands }) =>
      `    '${at}') subs='${words(subcommands.map(({ name }) => name))}' opts='${words(options)}' ;;`,
  );
}

function forBash(tree: readonly Known[]): string {
  const files = [...new Set(tree.flatMap(({ fileOptions }) => fileOptions))];
  return `# bash completion of coffer: source <(coffer completion bash)
_coffer_known() {
  case "$1" in
${cases(tree).join('\n')}
    *) subs= opts= ;;
  esac
}
_coffer() {
  local subs opts at='' word next index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    # Behind -- stands a command line of another program.
    if [[ $word == -- ]]; then
      local IFS=$'\\n'
      COMPREPLY=($(compgen -c -f -- "\${COMP_WORDS[COMP_CWORD]}"))
      return
    fi
    _coffer_known "$at"
    next=\${at:+$at }$word
    [[ " $subs " == *" $word "* ]] && at=$next
  done
  _coffer_known "$at"
  case "\${COMP_WORDS[COMP_CWORD - 1]}" in
    ${files.length === 0 ? '--' : files.join('|')}) local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")); return ;;
  esac
  case "\${COMP_WORDS[COMP_CWORD]}" in
    -*) COMPREPLY=($(compgen -W "$opts" -- "\${COMP_WORDS[COMP_CWORD]}")) ;;
    *) COMPREPLY=($(compgen -W "$subs" -- "\${COMP_WORDS[COMP_CWORD]}")) ;;
  esac
}
complete -o bashdefault -o default -F _coffer coffer
`;
}

function forZsh(tree: readonly Known[]): string {
  return `#compdef coffer
# zsh completion of coffer: source <(coffer completion zsh)
_coffer_known() {
  case "$1" in
${cases(tree).join('\n')}
    *) subs= opts= ;;
  esac
}
_coffer() {
  local subs opts at='' word index
  for ((index = 2; index < CURRENT; index++)); do
    word=\${words[index]}
    if [[ $word == -- ]]; then
      _files
      return
    fi
    _coffer_known "$at"
    [[ " $subs " == *" $word "* ]] && at=\${at:+$at }$word
  done
  _coffer_known "$at"
  if [[ \${words[CURRENT]} == -* ]]; then
    compadd -- \${=opts}
  elif [[ -n $subs ]]; then
    compadd -- \${=subs}
  else
    _files
  fi
}
compdef _coffer coffer
`;
}

function forFish(tree: readonly Known[]): string {
  const lines = tree.flatMap(({ words: at, options, subcommands }) => {
    const here = `-n '__coffer_at "${at}"'`;
    const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
    return [
      ...subcommands.map(
        ({ name, description }) => `complete -c coffer -f ${here} -a ${name} -d ${quoted(description)}`,
      ),
      ...options.map((option) =>
        option.startsWith('--')
          ? `complete -c coffer ${here} -l ${option.slice(2)}`
          : `complete -c coffer ${here} -s ${option.slice(1)}`,
      ),
    ];
  });
  const known = tree.map(({ words: at }) => `"${at}"`).filter((at) => at !== '""');
  return `# fish completion of coffer: coffer completion fish | source
function __coffer_at
  set -l at
  for word in (commandline -opc)[2..-1]
    if contains -- (string join ' ' $at $word) ${known.join(' ')}
      set -a at $word
    end
  end
  test (string join ' ' $at) = "$argv[1]"
end
${lines.join('\n')}
`;
}

/** By who reads them. A secret's variable has A-Z, 0-9 and `_` alone. */
const LOADERS = [
  // The system and its loader
  ...['PATH', 'HOME', 'SHELL', 'LD_.*', 'DYLD_.*', 'GCONV_PATH', 'GLIBC_TUNABLES'],
  // Shells
  ...['BASH_ENV', 'BASH_FUNC_.*', 'BASHOPTS', 'ENV', 'IFS', 'PROMPT_COMMAND', 'PS4', 'SHELLOPTS', 'ZDOTDIR'],
  // Node.js
  ...['NODE_OPTIONS', 'NODE_PATH', 'NODE_TLS_REJECT_UNAUTHORIZED'],
  'NPM_CONFIG_(GIT|NODE_OPTIONS|SCRIPT_SHELL|USERCONFIG)',
  // Python, Perl, Ruby, PHP, Lua
  ...['PYTHON[A-Z]*', 'PERL5.*', 'PERLLIB', 'RUBYLIB', 'RUBYOPT', 'GEM_HOME', 'GEM_PATH', 'BUNDLE_GEMFILE'],
  ...['PHPRC', 'PHP_INI_SCAN_DIR', 'LUA_(C?PATH|INIT).*'],
  // Java, .NET
  ...['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS', 'CLASSPATH'],
  ...['DOTNET_STARTUP_HOOKS', 'DOTNET_ADDITIONAL_DEPS', '(COR|CORECLR|DOTNET)_(ENABLE_PROFILING|PROFILER).*'],
  // Programs that start others
  'GIT_(ASKPASS|CONFIG.*|EDITOR|EXEC_PATH|EXTERNAL_DIFF|PAGER|PROXY_COMMAND|SEQUENCE_EDITOR|SSH|SSH_COMMAND|TEMPLATE_DIR)',
  ...['SSH_ASKPASS', 'PAGER', 'MANPAGER', 'EDITOR', 'VISUAL', 'BROWSER', 'LESSOPEN', 'LESSCLOSE'],
  'OPENSSL_(CONF|ENGINES|MODULES)',
  // This command: its server and its token
  'COFFER_.*',
];
const LOADER = new RegExp(`^(${LOADERS.join('|')})$`);

/**
 * The variables that make programs run other code, or trust other servers: who may write a secret must not choose it unseen.
 * No such list is whole, since every program may read what it likes.
 */
export function codeLoaders(names: Iterable<string>): string[] {
  return [...names].filter((name) => LOADER.test(name));
}

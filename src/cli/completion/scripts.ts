/** A script for each shell. Each runs the command itself, as typed, for candidates. Without any, the shell completes files. */
export const scripts: Readonly<Record<string, string>> = {
  // Bash 3.2, which macOS has, knows no mapfile.
  bash: String.raw`_onair() {
  local words
  words=$("\${COMP_WORDS[0]}" completion -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1)
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _onair onair`.replaceAll('\\$', '$'),

  zsh: String.raw`_onair() {
  local line
  local -a found
  for line in "\${(@f)$("\${words[1]}" completion -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && found+=("\${\${line%%$'\t'*}//:/\\:}:\${line#*$'\t'}")
  done
  if (( $#found )); then _describe onair found; else _files; fi
}
if (( ! $+functions[compdef] )); then autoload -Uz compinit && compinit; fi
compdef _onair onair`.replaceAll('\\$', '$'),

  fish: String.raw`function __onair_complete
  set -l words (commandline -opc)
  set -l found ($words[1] completion -- $words[2..-1] (commandline -ct) 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c onair -f -a '(__onair_complete)'`,
}

#!/usr/bin/env bash
# A whole story with each provider, by curl alone.
# Start a mock (npx onair mock), then: examples/testing/control-api.sh [its address] [where callbacks go]
set -euo pipefail
mock=${1:-http://127.0.0.1:4010}
hook=${2:-$mock/}
api=$mock/_mock/api
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# `ask <URL> <options of curl>`: prints the answer. If it is a refusal, the script ends.
ask() { curl --silent --show-error --fail-with-body "$@"; }
send() { ask --header 'content-type: application/json' "$@"; }
control() { send "$api/providers/$1/controls/$2" --data "$3"; }
# `field <name>`: the first value of a field in the JSON that comes in.
field() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

# Alice allows every scope, and the application exchanges the code. Prints the access token.
sign_in() {
  local page callback code id secret form own
  page=$(ask "$api/providers/$1" | field consentPage)
  callback=$(send "$api/approve" --data "{\"url\":\"$page\"}" | field url)
  code=${callback#*code=} code=${code%%&*}
  id=$(ask "$api/providers/$1/credentials" | field clientId)
  secret=$(ask "$api/providers/$1/credentials" | field clientSecret)
  form=(--data grant_type=authorization_code --data "code=$code" --data redirect_uri=http://localhost:3000/callback)
  own=(--data "client_id=$id" --data "client_secret=$secret")
  case $1 in
    kollus-live) ask "$mock/kollus-live/console/oauth/token" "${form[@]}" "${own[@]}" ;;
    dlive) ask "$mock/dlive/web/o/token" "${form[@]}" --user "$id:$secret" ;;
    livepush) ask --get "$mock/livepush/tokens/oauth2/access_token" "${form[@]}" "${own[@]}" ;;
  esac | field access_token
}

# `story <provider> <token> <what to publish> <operation> <how to call it>`
story() {
  local provider=$1 token=$2 stream=$3 operation=$4 call=("${@:5}")
  try() {
    local status errors
    status=$(curl --silent --output "$work/answer" --write-out '%{http_code}' \
      --header "authorization: Bearer $token" --header 'content-type: application/json' "${call[@]}")
    errors=$(grep -o '"errors":[^]]*]' "$work/answer" || true)
    echo "$provider: $1: $status${errors:+, $errors}"
  }
  ask "$api/snapshot" >"$work/snapshot"
  try 'signed in'
  control "$provider" publish "$stream" >"$work/published"
  ask "$api/callbacks?provider=$provider" | grep -o '"result":{[^}]*}' | sed "s/^/$provider: callback: /" || true
  send "$api/clock/advance" --data '{"duration":"367d"}' >"$work/fired"
  try 'a year later'
  send "$api/faults" --data "{\"operation\":\"$operation\",\"action\":\"status\",\"status\":503,\"times\":1}" >"$work/fault"
  try 'with a fault'
  echo "$provider: calls in the journal: $(ask "$api/journal?operation=$operation" | grep -o '"id":' | grep -c .)"
  send --request PUT "$api/snapshot" --data-binary "@$work/snapshot"
  try 'back at the snapshot'
}

ask --request POST "$api/reset"
channel=$(control kollus-live channels '{}' | field key)
control kollus-live setCallbackUrl "{\"channelKey\":\"$channel\",\"url\":\"$hook\"}" >"$work/channel"
token=$(sign_in kollus-live)
story kollus-live "$token" "{\"channelKey\":\"$channel\"}" kollus-live.listChannels \
  "$mock/kollus-live/api/service-accounts/demo/channels"
token=$(sign_in dlive)
story dlive "$token" '{"username":"alice"}' dlive.executeGraphQL \
  "$mock/dlive/api" --data '{"query":"{ me { username } }"}'
token=$(sign_in livepush)
story livepush "$token" '{"streamId":"st_a1b2c3d4"}' livepush.listStreams "$mock/livepush/octopus/streams/mine"
control ovenstudio cloudFront '{"isLinked":true,"isEnabled":true,"isSigned":true}' >"$work/cloudfront"
token=$(ask "$api/providers/ovenstudio/credentials" | field accessToken)
story ovenstudio "$token" '{"name":"OvenStudio"}' ovenstudio.createSignedUrl \
  "$mock/ovenstudio/api/v1/apis/aws/cf/signedUrl" --data '{"stream":{"stream_name":"OvenStudio"},"policy":{"date_less_than":"2037-01-01T00:00:00Z"}}'

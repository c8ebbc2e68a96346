import type { FunctionRequest } from '@lambda-bourse/sdk'

/** What a guest is given, derived from the request and the version's config alone, so that anybody can re-execute. */
export interface GuestInput {
  input: Uint8Array
  env: Record<string, string>
  args: readonly string[]
}

const NO_ARGS: readonly string[] = Object.freeze([])

/**
 * `handler` guests get the body, and the config's environment. `command` guests get the body on stdin and CGI variables
 * (RFC 3875) after the config's, which they override; an order that is part of the result.
 */
export function guestInput(
  abi: 'command' | 'handler',
  request: FunctionRequest,
  configEnv: Readonly<Record<string, string>>,
): GuestInput {
  const { body } = request
  if (abi === 'handler') return { input: body, env: configEnv as Record<string, string>, args: NO_ARGS }
  const query = request.target.indexOf('?')
  const env = {
    ...configEnv,
    REQUEST_METHOD: request.method,
    PATH_INFO: query < 0 ? request.target : request.target.slice(0, query),
    QUERY_STRING: query < 0 ? '' : request.target.slice(query + 1),
    CONTENT_TYPE: request.contentType,
    CONTENT_LENGTH: String(body.length),
  }
  return { input: body, env, args: NO_ARGS }
}

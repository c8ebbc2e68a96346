import type { ContentfulStatusCode } from 'hono/utils/http-status'

export type GatewayErrorDetails = {
  /** What was wrong: a header, a path part, an option. */
  field?: string
  /** Its value, shortened. */
  value?: string
  /** What would have been right. */
  allowed?: string
  /** Per provider that was tried: why its answer did not count. */
  attempts?: readonly { provider: number; lease: number; reason: string; message: string }[]
}

/** An error that a caller of the gateway sees as `{ error: { name, message, field?, value?, allowed? } }`. */
export class GatewayError extends Error {
  readonly status: ContentfulStatusCode
  readonly details: GatewayErrorDetails

  /**
   * @param name A stable identifier that programs compare.
   * @param status The HTTP status.
   */
  constructor(name: string, status: ContentfulStatusCode, message: string, details: GatewayErrorDetails = {}) {
    super(message)
    this.name = name
    this.status = status
    this.details = details
  }

  toJSON() {
    return { error: { name: this.name, message: this.message, ...this.details } }
  }
}

/** A value as it may stand in an error: never longer than a line. */
export function shown(value: string): string {
  return value.length > 100 ? `${value.slice(0, 100)}... (${value.length} characters)` : value
}

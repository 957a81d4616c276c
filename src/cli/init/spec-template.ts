/** A small OpenAPI document to start from: OAuth, a list and a creation. */
export const specTemplate = (provider: string): string => `openapi: 3.1.0
info:
  title: ${titleOf(provider)}
  version: 1.0.0
servers:
  - url: https://api.${provider}.example
paths:
  /streams:
    get:
      operationId: listStreams
      summary: Lists the streams of the user.
      security: [{ oauth2: [streams.read] }]
      responses:
        '200':
          description: All streams.
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Stream' } }
              example: [{ id: 1, title: Morning show }]
        '401': { $ref: '#/components/responses/Refused' }
    post:
      operationId: createStream
      summary: Creates a stream.
      security: [{ oauth2: [streams.write] }]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [title]
              properties:
                title: { type: string, minLength: 1 }
            example: { title: Evening show }
      responses:
        '201':
          description: The stream.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Stream' }
              example: { id: 2, title: Evening show }
        '401': { $ref: '#/components/responses/Refused' }
components:
  securitySchemes:
    oauth2:
      type: oauth2
      flows:
        authorizationCode:
          authorizationUrl: https://${provider}.example/oauth/authorize
          tokenUrl: https://${provider}.example/oauth/token
          scopes:
            streams.read: Read streams.
            streams.write: Create streams.
  responses:
    Refused:
      description: The call was refused.
      content:
        application/json:
          schema:
            type: object
            properties:
              error: { type: string }
          example: { error: unauthorized }
  schemas:
    Stream:
      type: object
      required: [id, title]
      properties:
        id: { type: integer }
        title: { type: string }
`

/** `my-radio` → `My radio`. */
const titleOf = (provider: string): string =>
  provider.replaceAll('-', ' ').replace(/^\w/, (letter) => letter.toUpperCase())

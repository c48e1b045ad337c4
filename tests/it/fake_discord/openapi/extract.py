#!/usr/bin/env python3
"""Cuts the part of Discord's OpenAPI description that the fake Discord needs.

    python3 extract.py path/to/discord-api-spec/specs/openapi.json

writes `discord.json` beside this file: the operations listed below with their JSON request bodies and
their answers, and every schema that these reach. Titles, descriptions and the error answers are left
out: they say nothing about what is valid. One path or schema stands on one line, so that a newer
description can be compared line by line.
"""

import json
import pathlib
import sys

OPERATIONS = {
    "/gateway": ["get"],
    "/gateway/bot": ["get"],
    "/oauth2/applications/@me": ["get"],
    "/applications/@me": ["get"],
    "/applications/{application_id}/commands": ["get", "put", "post"],
    "/applications/{application_id}/commands/{command_id}": ["get", "patch", "delete"],
    "/applications/{application_id}/guilds/{guild_id}/commands": ["get", "put", "post"],
    "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}": ["get", "patch", "delete"],
    "/interactions/{interaction_id}/{interaction_token}/callback": ["post"],
    "/webhooks/{webhook_id}/{webhook_token}": ["post"],
    "/webhooks/{webhook_id}/{webhook_token}/messages/@original": ["get", "patch", "delete"],
    "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": ["get", "patch", "delete"],
    "/channels/{channel_id}": ["get"],
    "/channels/{channel_id}/messages": ["get", "post"],
    "/channels/{channel_id}/messages/{message_id}": ["get", "patch", "delete"],
    "/channels/{channel_id}/messages/{message_id}/crosspost": ["post"],
    "/channels/{channel_id}/threads": ["post"],
    "/channels/{channel_id}/threads/archived/public": ["get"],
    "/channels/{channel_id}/typing": ["post"],
    "/guilds/{guild_id}": ["get"],
    "/guilds/{guild_id}/channels": ["get"],
    "/guilds/{guild_id}/roles": ["get"],
    "/guilds/{guild_id}/members/{user_id}": ["get"],
    "/guilds/{guild_id}/threads/active": ["get"],
    "/users/@me": ["get"],
    "/users/@me/channels": ["post"],
    "/users/{user_id}": ["get"],
}


def without_prose(schema):
    """A schema without titles and descriptions; properties that happen to have those names stay."""
    if isinstance(schema, list):
        return [without_prose(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for key, value in schema.items():
        if key in ("title", "description", "x-discord-union"):
            continue
        if key == "properties":
            kept[key] = {name: without_prose(inner) for name, inner in value.items()}
        elif key in ("const", "enum", "default", "required"):
            kept[key] = value
        else:
            kept[key] = without_prose(value)
    return kept


def json_content(part):
    """The JSON variant of a body or an answer; forms carry the same fields and are read as JSON."""
    schema = part.get("content", {}).get("application/json", {}).get("schema")
    return {"content": {"application/json": {"schema": without_prose(schema)}}} if schema else {}


def trimmed(operation):
    cut = {"operationId": operation["operationId"]}
    if "requestBody" in operation:
        cut["requestBody"] = json_content(operation["requestBody"])
    cut["responses"] = {
        status: json_content(answer) for status, answer in operation["responses"].items() if status.startswith("2")
    }
    return cut


def references(node, found):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            found.add(node["$ref"].removeprefix("#/components/schemas/"))
        for value in node.values():
            references(value, found)
    elif isinstance(node, list):
        for value in node:
            references(value, found)


def main(source):
    description = json.loads(pathlib.Path(source).read_text(encoding="utf-8"))
    paths = {
        path: {method: trimmed(description["paths"][path][method]) for method in methods}
        for path, methods in OPERATIONS.items()
    }
    schemas = {}
    wanted = set()
    references(paths, wanted)
    while missing := sorted(wanted - schemas.keys()):
        for name in missing:
            schemas[name] = without_prose(description["components"]["schemas"][name])
            references(schemas[name], wanted)

    def lines(entries):
        return ",\n".join(f"{json.dumps(key)}: {json.dumps(entries[key], ensure_ascii=False)}" for key in sorted(entries))

    target = pathlib.Path(__file__).with_name("discord.json")
    target.write_text(
        '{"openapi": ' + json.dumps(description["openapi"]) + ',\n"paths": {\n' + lines(paths)
        + '\n},\n"components": {"schemas": {\n' + lines(schemas) + "\n}}}\n",
        encoding="utf-8",
    )
    print(f"{len(paths)} paths, {len(schemas)} schemas, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])

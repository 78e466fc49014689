"""The contract for whoever builds or adapts a centre: `CONTRACT.md` in words, `openapi.yaml` for machines."""

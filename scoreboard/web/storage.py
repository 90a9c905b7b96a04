"""How static files are kept for production: compressed, and named by their content, the imports of modules included."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names in `import` lines too, so that every script can be cached for ever."""

    support_js_module_import_aggregation = True

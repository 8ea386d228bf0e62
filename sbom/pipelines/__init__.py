"""Build pipelines hand over their SBOMs: the upload interface of Dependency-Track, so that its clients work unchanged."""

"""The steps of the pipeline, one file a stage of the way; `velogate.gateway.pipeline` has them in order."""

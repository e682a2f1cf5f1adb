//! What the pieces of an image are (OCI image spec, "Media Types").

pub(crate) const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub(crate) const INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub(crate) const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
pub(crate) const ARTIFACT_CONFIG: &str = "application/vnd.oci.empty.v1+json";
pub(crate) const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";

/// Within an `impl UnitOfWork`: the unit implements [`Users`](crate::Users) and all other parts itself.
#[macro_export]
macro_rules! parts_of_itself {
    () => {
        $crate::parts_of_itself!(
            users: Users,
            groups: Groups,
            accesses: Accesses,
            sessions: Sessions,
            refresh_tokens: RefreshTokens,
            failures: Failures,
            catalog: Catalog,
            audit: Audit,
            secrets: Secrets,
        );
    };
    ($($part:ident: $port:ident,)+) => {
        $(fn $part(&mut self) -> &mut dyn $crate::$port {
            self
        })+
    };
}

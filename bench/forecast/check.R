# Known answers: wineind (Australian wine sales, in the forecast package) and its ETS(M,A,M) as of the
# package's own tests. Prints the values, the season, then log-likelihood, parameters and start states.
suppressPackageStartupMessages(library(forecast))
show <- function(x) cat(format(as.numeric(x), digits = 17), sep = " ", fill = FALSE)
show(wineind); cat("\n")
fit <- ets(wineind, model = "MAM", alpha = 0.1611)
p <- fit$par
season <- fit$initstate[grep("^s", names(fit$initstate))]
show(c(fit$loglik, p["alpha"], p["beta"], p["gamma"], p["l"], p["b"], rev(season))); cat("\n")
show(ets(wineind, model = "MAM", damped = FALSE)$loglik); cat("\n")

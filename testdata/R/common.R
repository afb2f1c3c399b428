# What the other scripts share: how a file is written, and the exact conditional
# analysis written apart from the Go code. There the distribution is convolved
# anew for every ratio; here it is convolved once, for a ratio of 1, and tilted.

# to_file writes a data frame as CSV below a line that names what made it.
to_file <- function(d, file, script, seed, digits = 12, packages = NULL) {
  made <- c(paste("R", getRversion()),
            vapply(packages, function(p) paste(p, packageDescription(p)$Version), ""))
  for (n in names(d)) if (is.double(d[[n]])) {
    d[[n]] <- ifelse(is.na(d[[n]]), "NA", sprintf(paste0("%.", digits, "g"), d[[n]]))
  }
  con <- file(file, "w")
  writeLines(paste0("# ", script, ", seed ", seed, ": ", paste(made, collapse = ", ")), con)
  write.csv(d, con, quote = FALSE, row.names = FALSE)
  close(con)
}

# family returns the logarithms of the weights of all sums of X for a ratio of
# 1, and the sum observed, of tables with columns n1, n0, d, x.
family <- function(tables) {
  weight <- 1
  least <- 0
  for (j in seq_len(nrow(tables))) {
    t <- tables[j, ]
    u <- max(0, t$d - t$n0):min(t$d, t$n1)
    w <- choose(t$n1, u) * choose(t$n0, t$d - u)
    s <- outer(seq_along(weight), seq_along(w), "+") - 1
    weight <- as.vector(tapply(outer(weight, w / sum(w)), s, sum))
    least <- least + u[1]
  }
  list(lw = log(weight), at = least + seq_along(weight) - 1, x = sum(tables$x))
}

# prob returns the probabilities of the sums for the ratio exp(b).
prob <- function(f, b) {
  l <- f$lw + f$at * b
  p <- exp(l - max(l))
  p / sum(p)
}

up <- function(f, b, share) { p <- prob(f, b); sum(p[f$at > f$x]) + share * p[f$at == f$x] }
down <- function(f, b, share) { p <- prob(f, b); sum(p[f$at < f$x]) + share * p[f$at == f$x] }

midp <- function(f) min(1, 2 * min(up(f, 0, .5), down(f, 0, .5)))

solve_for <- function(g, lo, hi) uniroot(g, c(lo, hi), tol = 1e-13, maxiter = 10000)$root

# limits solves either tail = (1-level)/2 for the logarithm of the ratio.
limits <- function(f, level, share) {
  a <- (1 - level) / 2
  c(if (f$x == min(f$at)) 0 else exp(solve_for(function(b) log(up(f, b, share) / a), -20, 20)),
    if (f$x == max(f$at)) Inf else exp(solve_for(function(b) log(down(f, b, share) / a), -20, 20)))
}

median_unbiased <- function(f) {
  if (f$x == max(f$at)) return(Inf)
  if (f$x == min(f$at)) return(0)
  exp(solve_for(function(b) log(up(f, b, .5) / .5), -20, 20))
}

# firth maximises the penalised likelihood, first roughly by optimize and then,
# since a maximum is known to half of the digits only, by the zero of its slope.
firth <- function(f, level) {
  cumulants <- function(b) {
    p <- prob(f, b)
    m <- sum(p * f$at)
    c(m, sum(p * (f$at - m)^2), sum(p * (f$at - m)^3))
  }
  pl <- function(b) log(prob(f, b)[f$at == f$x]) + log(cumulants(b)[2]) / 2
  grid <- seq(-20, 20, .5)
  start <- grid[which.max(vapply(grid, pl, 0))]
  rough <- optimize(pl, start + c(-.5, .5), maximum = TRUE, tol = 1e-12)$maximum
  slope <- function(b) { k <- cumulants(b); f$x - k[1] + k[3] / k[2] / 2 }
  b <- solve_for(slope, rough - .01, rough + .01)
  stopifnot(abs(b - rough) < 1e-5)
  beyond <- function(e) 2 * (pl(b) - pl(e)) - qchisq(level, 1)
  chisq <- 2 * (pl(b) - pl(0))
  c(exp(b), exp(solve_for(beyond, b - 15, b)), exp(solve_for(beyond, b, b + 15)),
    chisq, pchisq(chisq, 1, lower.tail = FALSE))
}
